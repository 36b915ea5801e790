package parcel

import (
	"fmt"
	"strings"
)

// Folder is where on a stick the parcels lie.
const Folder = "xiaochuang"

// Endings of file names: eight and three would do, and no file system of a stick
// takes offence.
const (
	OutEnding    = ".xcout"
	AnswerEnding = ".xcans"
	partEnding   = ".part"
)

// Name is the file name of a parcel: letters, digits and dashes alone.
func (l *Label) Name() string {
	if l.Kind == Answer {
		return fmt.Sprintf("%s-%s%s", l.Desk, l.ID, AnswerEnding)
	}
	return fmt.Sprintf("%s-%s-%04d%s", l.Desk, l.ID, l.Volume, OutEnding)
}

// partOf is the name that a file has while it is written.
func partOf(name string) string { return name + partEnding }

// Unfinished reports whether a name is that of a file of a desk whose writing
// was cut.
func Unfinished(name, desk string) bool {
	return strings.HasPrefix(name, desk+"-") && strings.HasSuffix(name, partEnding)
}

// IsOut and IsAnswer tell by the name what a file should be.
func IsOut(name string) bool { return strings.HasSuffix(name, OutEnding) }

// IsAnswer is IsOut for answers.
func IsAnswer(name string) bool { return strings.HasSuffix(name, AnswerEnding) }
