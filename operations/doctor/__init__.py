"""What is wrong with this site, one line for each thing that it needs; the command `doctor` prints them."""
