"""The platform's infrastructure, one component resource a file."""
