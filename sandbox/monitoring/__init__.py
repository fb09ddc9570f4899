"""What CloudWatch, Route 53 and EventBridge do by themselves: measure, judge, tell."""
