"""What a Head changes of the service: staff, settings, scales."""
