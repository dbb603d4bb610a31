"""Pictures that policies hold back, and the policies with a preview of what they would block."""
