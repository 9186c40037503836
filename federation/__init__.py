"""Federation toolkit: savings groups, their federation's hub and their city, joined by files."""
