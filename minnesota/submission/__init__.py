"""What goes to the special procedures: mandates, urgency, questions, readiness."""
