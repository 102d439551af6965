"""What the database refuses, whoever asks: any change of what came in."""

from kontor.core import guard

guard.append_only("purchasing_receiptline", message="Receipts are written once and never changed.")
