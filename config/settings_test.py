"""Settings of the test run: a fast hasher, plain HTTP, files in a folder of the run's own."""

import os

from config.settings import *  # noqa: F403 - this is what a settings overlay is

DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105 - signs nothing that outlives the run
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECURE = SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
MEDIA_ROOT = VAR / "files"  # noqa: F405 - below WAYBILL_VAR, which is this run's own; shared with its worker
DATABASES["default"]["OPTIONS"]["options"] += " -c waybill.tests_may_empty=on"  # noqa: F405 - from settings
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES["default"]["KEY_PREFIX"] = os.environ.get("PYTEST_XDIST_WORKER", "")  # noqa: F405 - one cache each
