"""Our engine beside PyVRP and VROOM on published instances and on a city day of our own."""
