"""Tests of tracking and messages."""
