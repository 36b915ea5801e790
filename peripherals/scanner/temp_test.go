package scanner

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"xiaochuang/desk"
)

// aWeekAhead is the clock of a desk that is a week ahead of its PC.
type aWeekAhead struct{ desk.SystemClock }

func (aWeekAhead) Now() time.Time { return time.Now().Add(7 * 24 * time.Hour) }

// The pages of a desk that is at work beside this one stay, whatever its clock says;
// what nobody has touched for hours goes.
func TestPagesOfAnotherDeskStay(t *testing.T) {
	temp := t.TempDir()
	s := NewSANE(Settings{Temp: temp}, aWeekAhead{}, nil)
	defer s.Close()
	other := filepath.Join(temp, fmt.Sprintf("%s%d-1", tempPrefix, os.Getppid()))
	if err := os.Mkdir(other, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := s.tempDir(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("the pages of another desk were swept: %v", err)
	}
	old := time.Now().Add(-2 * staleTemp)
	if err := os.Chtimes(other, old, old); err != nil {
		t.Fatal(err)
	}
	if _, err := s.tempDir(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(other); err == nil {
		t.Error("pages of hours ago are still there")
	}
}
