"""A believable working day, made through the same doors as a real one."""
