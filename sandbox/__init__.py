"""AWS on a laptop: the engine's provisioning and a strict moto server with a user-facing gateway."""
