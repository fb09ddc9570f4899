"""Messages as text and as mail: templates, and what fills them."""
