"""AWS on a laptop: the Pulumi engine, a strict moto server, and gateways as users see them."""
