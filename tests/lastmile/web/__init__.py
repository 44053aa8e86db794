"""Tests of the last mile's pages."""
