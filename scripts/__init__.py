"""What `make` runs. The standard library only: these files work before anything is installed."""
