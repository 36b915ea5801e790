package wire

// PracticeDir is the folder that the options choose for practice.
func (o Options) PracticeDir() string { return practiceDir(o) }
