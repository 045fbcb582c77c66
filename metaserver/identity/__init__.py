"""Who somebody is. ``tokens``: what this server has signed, and can trust when it comes back."""
