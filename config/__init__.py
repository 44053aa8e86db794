"""The site: settings, addresses, workers and the runtime that starts them."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
