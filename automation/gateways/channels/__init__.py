"""Ways to people: one file a channel, each with the field's own client."""
