"""Every object of the registry on every surface: what works for one works for all of them."""
