"""Items, stock, orders to ship"""
