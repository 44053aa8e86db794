"""The production server with one more kind of topic, whose rule asks the database."""

from config.server import application
from core import live

__all__ = ["application"]


def _asks_the_database(viewer, key: str) -> bool:
    return key != "secret" and not viewer.groups.filter(name="nobody").exists()


live.register("shelf", _asks_the_database)
