"""Forecast sets: issued, frozen, shown with what is usual, scored when their months are over."""
