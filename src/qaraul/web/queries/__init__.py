"""Reads that join the apps into what one page shows; each starts from `visible_to(viewer)`."""
