"""Training the ensemble from texts with known answers: numpy alone, the same bytes every time."""
