package text

// Words of how the screens look and sound.
const (
	Theme    = "配色"
	ThemeTip = "换一种配色：深色、浅色、高对比、单色；也可写名字"
	CmdTheme = "配色"

	Hush      = "静音"
	HushTip   = "叫号不出声，大屏照样显示；再按一次恢复"
	CmdHush   = "静音"
	Hushed    = "叫号静音了，大屏照样显示"
	Unhushed  = "叫号恢复出声"
	NoVoice   = "本站没有设叫号的声音"
	VoiceAway = "声音由另一个窗口放，请在那里静音"
	MarkHush  = "静音"
)

// themes are the names of the themes.
var themes = [...]struct{ id, name string }{
	{"dark", "深色"}, {"light", "浅色"}, {"contrast", "高对比"}, {"mono", "单色"},
}

// ThemeName names a theme.
func ThemeName(id string) string {
	for _, t := range themes {
		if t.id == id {
			return t.name
		}
	}
	return id
}

// ThemeID is the theme that a clerk means by a word, "" for none.
func ThemeID(word string) string {
	for _, t := range themes {
		if word == t.name || word == t.id {
			return t.id
		}
	}
	return ""
}

// ThemeNow tells which theme is on.
func ThemeNow(id string) string {
	return "配色：" + ThemeName(id) + "。要一直用它，请技术员写进 station.toml 的 theme"
}

// ThemeUnknown tells which themes there are.
func ThemeUnknown(word string) string {
	s := "没有“" + word + "”这种配色；有："
	for i, t := range themes {
		if i > 0 {
			s += "、"
		}
		s += t.name
	}
	return s
}
