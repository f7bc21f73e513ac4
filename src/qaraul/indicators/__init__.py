"""Indicators: defined measures, their values by area, boards, surges and spill-over."""
