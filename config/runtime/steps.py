"""The steps of a start, in their order and in the words that the page and the terminal show."""

PACKAGES = "Installing Python packages"
DATABASE = "Starting PostgreSQL"
BROKER = "Starting Valkey"
DATA = "Preparing the database and the demo data"
PRODUCT = "Starting the web server and the workers"

DEMO_STEPS = (PACKAGES, DATABASE, BROKER, DATA, PRODUCT)
