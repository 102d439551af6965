"""What the database refuses, whoever asks: any change of a stock move."""

from kontor.core import guard

guard.append_only("inventory_stockmove", message="Stock moves are written once and never changed.")
guard.no_truncate("inventory_stocklevel")
guard.no_truncate("inventory_reservation")
