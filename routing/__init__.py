"""Roads, travel times and plans of tours."""
