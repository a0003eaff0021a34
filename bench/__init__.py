"""Speed, measured: ratios against floors that anyone can run. ``make bench`` prints them."""
