package identity

import "testing"

func TestSpelled(t *testing.T) {
	for _, tt := range []struct {
		name, typed string
		want        bool
	}{
		{"赵示例", "赵", true},
		{"赵示例", "赵示例", true},
		{"赵示例", "示例", false}, // Contained finds it
		{"赵示例", "zhaoshili", true},
		{"赵示例", "zhaosh", true},
		{"赵示例", "zsl", true},
		{"赵示例", "ZSL", true},
		{"赵示例", "ｚｓｌ", true},
		{"赵示例", "zhshl", true},
		{"赵示例", "zhaosl", true},
		{"赵示例", "赵sl", true},
		{"赵示例", "zsx", false},
		{"赵示例", "zslx", false},
		{"曾样本", "zyb", true},
		{"曾样本", "cengyangben", true},
		{"单样本", "syb", true},
		{"单样本", "danyb", true},
		{"解样本", "xyb", true},
		{"查样本", "zhayangben", true},
		{"吕样本", "lvyb", true},
		{"吕样本", "luyangben", true},
		{"孙𬭎", "s", true},
		{"孙𬭎", "sh", true},
		{"孙𬭎", "𬭎", false},
		{"买买提·艾山江·吐尔逊", "mmtas", true},
		{"买买提·艾山江·吐尔逊", "买买提艾山江", true},
		{"John Smith", "johns", true},
		{"赵示例", "", true},
		{"", "z", false},
	} {
		if got := Spelled(Spell(tt.typed), Spell(tt.name)); got != tt.want {
			t.Errorf("%s for %s: %v", tt.typed, tt.name, got)
		}
	}
}

func TestContained(t *testing.T) {
	for _, tt := range []struct {
		text, typed string
		want        bool
	}{
		{"最低生活保障申请", "低保", false}, // a nickname, which the guide knows
		{"最低生活保障申请", "生活保障", true},
		{"最低生活保障申请", "shbz", true},
		{"最低生活保障申请", "baozhang", true},
		{"赵示例", "示例", true},
		{"孙𬭎", "𬭎", true},
		{"赵示例", "李", false},
	} {
		if got := Contained(Spell(tt.typed), Spell(tt.text)); got != tt.want {
			t.Errorf("%s in %s: %v", tt.typed, tt.text, got)
		}
	}
}
