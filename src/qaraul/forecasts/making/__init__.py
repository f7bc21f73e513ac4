"""What needs the extra `qaraul[forecasts]`: panels, draws, scores. Read when used, never before."""
