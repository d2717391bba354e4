using UnityEngine;

namespace Clamber.Game
{
    /// <summary>The menu: who races, with what brain, where, and whom the player steers.</summary>
    public sealed class RaceMenu
    {
        const float k_Width = 660f;
        const float k_Height = 600f;

        /// <summary>Draws the menu and takes in what is clicked; returns whether the race is to begin.</summary>
        /// <param name="settings">What is chosen so far.</param>
        /// <param name="catalog">What there is to choose from; null if there is nothing.</param>
        /// <param name="problem">What is wrong, or nothing.</param>
        /// <param name="styles">What it looks like.</param>
        /// <param name="width">Of the screen, points.</param>
        /// <param name="height">Of the screen, points.</param>
        public bool Draw(
            RaceSettings settings, RaceCatalog catalog, string problem, RaceStyles styles, float width, float height)
        {
            bool begin = false;
            GUILayout.BeginArea(
                new Rect(0.5f * (width - k_Width), 0.5f * (height - k_Height), k_Width, k_Height), styles.Panel);
            GUILayout.Label("Clamber", styles.Title);
            if (problem.Length > 0)
            {
                GUILayout.Label(problem, styles.Wrong);
            }
            if (catalog != null)
            {
                DrawRacers(settings, catalog, styles);
                DrawCourse(settings, catalog, styles);
                GUILayout.FlexibleSpace();
                begin = GUILayout.Button("Race", styles.Button, GUILayout.Height(44f));
            }
            GUILayout.EndArea();
            return begin;
        }

        static void DrawRacers(RaceSettings settings, RaceCatalog catalog, RaceStyles styles)
        {
            GUILayout.BeginHorizontal();
            GUILayout.Label("Racers", styles.Marked, GUILayout.Width(160f));
            if (GUILayout.Button("fewer", styles.Button, GUILayout.Width(80f)))
            {
                settings.RemoveRacer();
            }
            if (GUILayout.Button("more", styles.Button, GUILayout.Width(80f)))
            {
                settings.AddRacer();
            }
            GUILayout.EndHorizontal();
            for (int number = 0; number < settings.Racers.Count; number++)
            {
                DrawRacer(settings, number, catalog, styles);
            }
            GUILayout.Space(10f);
        }

        static void DrawRacer(RaceSettings settings, int number, RaceCatalog catalog, RaceStyles styles)
        {
            RacerChoice choice = settings.Racers[number];
            GUILayout.BeginHorizontal();
            GUILayout.Label((number + 1).ToString(), styles.Text, GUILayout.Width(24f));
            int creature = Choose(choice.Creature, catalog.Creatures, catalog.CreatureName(choice.Creature), styles);
            if (creature != choice.Creature)
            {
                choice.Creature = creature;
                choice.Brain = 0;
            }
            choice.Brain = Choose(
                choice.Brain, catalog.Brains(choice.Creature) + 1, catalog.BrainName(choice), styles);
            bool steered = settings.Steered == number;
            if (GUILayout.Button(steered ? "yours" : "steer", styles.Button, GUILayout.Width(76f)))
            {
                settings.Steer(number);
            }
            GUILayout.EndHorizontal();
        }

        static void DrawCourse(RaceSettings settings, RaceCatalog catalog, RaceStyles styles)
        {
            GUILayout.BeginHorizontal();
            GUILayout.Label("Course", styles.Marked, GUILayout.Width(160f));
            settings.Course = Choose(
                settings.Course, catalog.Courses, catalog.Course(settings.Course).name, styles);
            GUILayout.EndHorizontal();
            GUILayout.BeginHorizontal();
            GUILayout.Label("Difficulty", styles.Marked, GUILayout.Width(160f));
            settings.Difficulty = GUILayout.HorizontalSlider(
                (float)settings.Difficulty, 0f, 1f, GUILayout.Width(300f));
            GUILayout.Label(RaceText.Percent(settings.Difficulty), styles.Number, GUILayout.Width(70f));
            GUILayout.EndHorizontal();
            GUILayout.BeginHorizontal();
            GUILayout.Label("Seed", styles.Marked, GUILayout.Width(160f));
            settings.SeedText = GUILayout.TextField(settings.SeedText, 20, styles.Field, GUILayout.Width(220f));
            if (GUILayout.Button("another", styles.Button, GUILayout.Width(90f)))
            {
                settings.NewSeed();
            }
            GUILayout.EndHorizontal();
        }

        static int Choose(int place, int count, string name, RaceStyles styles)
        {
            if (GUILayout.Button("<", styles.Button, GUILayout.Width(28f)))
            {
                place = RaceSettings.Cycle(place, -1, count);
            }
            GUILayout.Label(name, styles.Text, GUILayout.Width(160f));
            if (GUILayout.Button(">", styles.Button, GUILayout.Width(28f)))
            {
                place = RaceSettings.Cycle(place, 1, count);
            }
            return place;
        }
    }
}
