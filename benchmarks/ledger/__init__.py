"""Measurements of the stock ledger. Django is set up before the measuring modules are read."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
django.setup()
