"""The doors for paired phones and scanners: /api/v1/device/…"""
