package ui

// A Theme gives every Style a look, in the 16 ANSI colours and attributes
// only, so that the terminal's own palette holds.
type Theme struct {
	Name  string
	looks [styles]string // SGR parameters; "" is the terminal's default
}

// ThemeNamed returns the theme of that name (dark, light, contrast, mono), or
// nil. A caller that finds NO_COLOR set takes Mono.
func ThemeNamed(name string) *Theme {
	for _, t := range [...]*Theme{Dark(), Light(), Contrast(), Mono()} {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// Dark is for light text on a dark screen.
func Dark() *Theme { return &dark }

// Light is for dark text on a light screen.
func Light() *Theme { return &light }

// Contrast uses the brightest colours only and nothing faint.
func Contrast() *Theme { return &contrast }

// Mono uses attributes and no colour at all.
func Mono() *Theme { return &mono }

var dark = Theme{"dark", [styles]string{
	Dim: "37", Strong: "1", Heading: "1;4;96", Title: "7", TitleMark: "7;1",
	Practice: "30;103", Demo: "30;106", Selected: "7", SelectedHit: "7;1;4", Hit: "1;4;93",
	Label: "36", Entry: "4", EntryFocus: "1;4", Placeholder: "3;4;37",
	Error: "1;91", Warn: "93", Good: "92", Link: "4;96",
	Key: "1;96", KeyWord: "", KeyBlocked: "2;37", Border: "36", DialogEdge: "1;30;46",
	LampOK: "92", LampWarn: "1;93", LampBad: "1;7;91", LampOff: "37", Fill: "46",
}}

var light = Theme{"light", [styles]string{
	Dim: "34", Strong: "1", Heading: "1;4;34", Title: "7", TitleMark: "7;1",
	Practice: "30;103", Demo: "30;106", Selected: "7", SelectedHit: "7;1;4", Hit: "1;4;35",
	Label: "34", Entry: "4", EntryFocus: "1;4", Placeholder: "3;4;34",
	Error: "1;31", Warn: "35", Good: "34", Link: "4;34",
	Key: "1;34", KeyWord: "", KeyBlocked: "2;90", Border: "34", DialogEdge: "1;97;44",
	LampOK: "34", LampWarn: "1;35", LampBad: "1;7;31", LampOff: "", Fill: "44",
}}

var contrast = Theme{"contrast", [styles]string{
	Dim: "97", Strong: "1;97", Heading: "1;4;97", Title: "7;97", TitleMark: "7;1;93",
	Practice: "30;103", Demo: "30;106", Selected: "30;107", SelectedHit: "30;103;4", Hit: "30;103",
	Label: "97", Entry: "4;97", EntryFocus: "1;4;93", Placeholder: "3;4;97",
	Error: "1;4;30;107", Warn: "1;93", Good: "1;92", Link: "4;1;96",
	Key: "1;93", KeyWord: "97", KeyBlocked: "9;37", Border: "97", DialogEdge: "1;30;103",
	LampOK: "1;92", LampWarn: "1;30;103", LampBad: "1;30;107", LampOff: "97", Fill: "107",
}}

var mono = Theme{"mono", [styles]string{
	Dim: "", Strong: "1", Heading: "1;4", Title: "7", TitleMark: "7;1;4",
	Practice: "1;7", Demo: "7;4", Selected: "7", SelectedHit: "7;1;4", Hit: "1;4",
	Label: "", Entry: "4", EntryFocus: "1;4", Placeholder: "2;3;4",
	Error: "1", Warn: "1", Good: "", Link: "4",
	Key: "1", KeyWord: "", KeyBlocked: "2", Border: "", DialogEdge: "7;1",
	LampOK: "", LampWarn: "1", LampBad: "1;7", LampOff: "2", Fill: "7",
}}
