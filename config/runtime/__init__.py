"""One command starts the whole product: interpreter, packages, servers, workers, and the page that shows
it.
"""
