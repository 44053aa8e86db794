"""Deliveries, fleet, routes, loading"""
