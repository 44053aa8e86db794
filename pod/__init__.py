"""Electronic proof of delivery."""
