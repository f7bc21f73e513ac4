"""The steps that turn registry packages into the areas and the gazetteer that the product ships."""
