"""Bringing tables in: one way for every kind of record, behind a page, the API and a command.

`kinds` is where apps register what can be imported; `services` check a file and apply it. How to register a
kind stands in docs/imports.md.
"""
