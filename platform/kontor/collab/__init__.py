"""What people say about records, who follows them, what is attached, and the stream of it all."""
