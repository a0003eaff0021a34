"""Steps from each released schema to the next; never edited after release."""
