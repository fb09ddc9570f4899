"""What a person sees: plans, progress, errors. And how a command gets its gateways."""
