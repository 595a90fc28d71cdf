"""What a Head can change about the service: staff, settings and scales."""
