"""Quizzes: questions with hidden answers, asked in the terminal or graded from a file."""
