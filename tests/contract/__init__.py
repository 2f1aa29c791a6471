"""Each port's laws, stated once and held by every adapter of it; what one adapter alone promises has its own module."""
