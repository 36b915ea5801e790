package ui

// A Style says what a piece of text means. How it looks is the Theme's
// business. No meaning stands in the colour alone: a theme without colours
// shows the same things.
type Style uint8

// The styles.
const (
	Text        Style = iota // plain text; the zero Style
	Dim                      // less important
	Strong                   // more important
	Heading                  // heading inside a screen
	Title                    // the title line
	TitleMark                // a mark in the title line that wants attention
	Practice                 // mark and border of practice mode
	Demo                     // mark of demonstration data
	Selected                 // the selected row or choice
	SelectedHit              // found text within a selected row
	Hit                      // found text
	Label                    // name of a field
	Entry                    // a field without focus
	EntryFocus               // the field with focus
	Placeholder              // example in an empty field
	Error                    // a sentence that says what is wrong
	Warn                     // a sentence that asks for care
	Good                     // a sentence that confirms
	Link                     // a thing that can be opened
	Key                      // the cap of a key that works
	KeyWord                  // the word after it
	KeyBlocked               // cap and word of a key that does not work now
	Border                   // lines and boxes
	DialogEdge               // frame and title of a dialog
	LampOK                   // device lamps
	LampWarn
	LampBad
	LampOff
	Fill   // the bar of a chart, drawn with blanks
	styles // number of styles
)
