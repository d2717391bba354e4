using System.Globalization;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Game
{
    /// <summary>
    /// What is shown over a race: places, distances, speeds and falls, the countdown, and the result at the end.
    /// </summary>
    public sealed class RaceDisplay
    {
        const string k_Keys =
            "WASD steer    space boulder    tab next racer    C camera    T slow motion    P pause    R new seed";

        /// <summary>Draws over a race and takes in what is clicked.</summary>
        /// <param name="race">The race.</param>
        /// <param name="settings">What it was made of.</param>
        /// <param name="catalog">Of what could be chosen.</param>
        /// <param name="styles">What it looks like.</param>
        /// <param name="width">Of the screen, points.</param>
        /// <param name="height">Of the screen, points.</param>
        /// <param name="slow">Whether time runs slowly.</param>
        public void Draw(
            Race race, RaceSettings settings, RaceCatalog catalog, RaceStyles styles, float width, float height,
            bool slow)
        {
            RaceField field = race.Field;
            GUILayout.BeginArea(new Rect(12f, 12f, 520f, 74f + 26f * field.Racers.Count), styles.Panel);
            GUILayout.BeginHorizontal();
            GUILayout.Label(RaceText.Time(field.Clock.Elapsed), styles.Marked, GUILayout.Width(80f));
            GUILayout.Label(
                catalog.Course(settings.Course).name + ", difficulty " + RaceText.Percent(settings.Difficulty)
                + ", seed " + settings.SeedText, styles.Faint);
            GUILayout.EndHorizontal();
            foreach (int racer in field.Standings.Order())
            {
                DrawRacer(race, racer, styles);
            }
            GUILayout.EndArea();
            DrawNumbers(race, styles, width);
            DrawMiddle(race, styles, width, height, slow);
            GUI.Label(new Rect(12f, height - 30f, width - 24f, 24f), Keys(race), styles.Faint);
            if (field.Clock.Phase == RacePhase.Over || race.Paused)
            {
                DrawEnd(race, styles, width, height);
            }
        }

        static void DrawRacer(Race race, int racer, RaceStyles styles)
        {
            Standing standing = race.Field.Standings[racer];
            bool finished = standing.FinishTime != null;
            GUILayout.BeginHorizontal();
            GUI.color = RaceColors.Of(racer);
            GUILayout.Label(
                RaceText.Place(race.Field.Standings.Place(racer)), styles.Bold, GUILayout.Width(44f));
            GUI.color = Color.white;
            string name = (racer + 1).ToString(CultureInfo.InvariantCulture) + " " + race.Field.Racers[racer].Name;
            if (GUILayout.Button(
                name, race.Watched == racer ? styles.Marked : styles.Text, GUILayout.Width(170f)))
            {
                race.Watch(racer);
            }
            GUILayout.Label(
                finished ? RaceText.Time(standing.FinishTime.Value) : RaceText.Metres(standing.Distance),
                styles.Number, GUILayout.Width(80f));
            GUILayout.Label(
                finished ? "finished" : RaceText.Speed(standing.Speed), styles.Number, GUILayout.Width(96f));
            GUILayout.Label(RaceText.Falls(standing.Falls), styles.Number, GUILayout.Width(84f));
            GUILayout.EndHorizontal();
        }

        // Over each creature its number in its colour.
        static void DrawNumbers(Race race, RaceStyles styles, float width)
        {
            for (int racer = 0; racer < race.Field.Racers.Count; racer++)
            {
                Vector3 point = race.View.ScreenPoint(race.Field.Racers[racer]);
                if (point.z > 0f)
                {
                    float scale = width / Screen.width;
                    GUI.color = RaceColors.Of(racer);
                    GUI.Label(
                        new Rect(point.x * scale - 20f, (Screen.height - point.y) * scale - 24f, 40f, 24f),
                        (racer + 1).ToString(CultureInfo.InvariantCulture), styles.Over);
                }
            }
            GUI.color = Color.white;
        }

        static void DrawMiddle(Race race, RaceStyles styles, float width, float height, bool slow)
        {
            RaceClock clock = race.Field.Clock;
            string said = race.Paused ? "Paused"
                : clock.Phase == RacePhase.Countdown ? clock.Count.ToString(CultureInfo.InvariantCulture)
                : clock.Phase == RacePhase.Running && clock.Elapsed < 1.0 ? "Go"
                : "";
            if (said.Length > 0)
            {
                GUI.Label(new Rect(0f, 0.3f * height, width, 90f), said, styles.Huge);
            }
            if (slow)
            {
                GUI.Label(new Rect(width - 140f, 12f, 128f, 26f), "slow motion", styles.Number);
            }
        }

        static void DrawEnd(Race race, RaceStyles styles, float width, float height)
        {
            bool over = race.Field.Clock.Phase == RacePhase.Over;
            int[] order = race.Field.Standings.Order();
            float tall = 150f + (over ? 26f * order.Length : 0f);
            GUILayout.BeginArea(new Rect(0.5f * (width - 440f), 0.45f * height, 440f, tall), styles.Panel);
            if (over)
            {
                GUILayout.Label("Result", styles.Title);
                foreach (int racer in order)
                {
                    GUILayout.Label(Result(race.Field, racer), styles.Text);
                }
            }
            GUILayout.FlexibleSpace();
            GUILayout.BeginHorizontal();
            bool anew = GUILayout.Button("New seed", styles.Button, GUILayout.Height(38f));
            bool again = GUILayout.Button("Same again", styles.Button, GUILayout.Height(38f));
            bool menu = GUILayout.Button("Menu", styles.Button, GUILayout.Height(38f));
            GUILayout.EndHorizontal();
            GUILayout.EndArea();
            // Only after everything that was begun has ended: these take the race away.
            if (anew)
            {
                race.BeginWithNewSeed();
            }
            else if (again)
            {
                race.Begin();
            }
            else if (menu)
            {
                race.Leave();
            }
        }

        static string Result(RaceField field, int racer)
        {
            Standing standing = field.Standings[racer];
            string reached = standing.FinishTime != null
                ? RaceText.Time(standing.FinishTime.Value)
                : RaceText.Metres(standing.Distance) + " (" + RaceText.Percent(standing.Share) + ")";
            return RaceText.Place(field.Standings.Place(racer)) + "   " + (racer + 1) + " "
                + field.Racers[racer].Name + "   " + reached + "   " + RaceText.Falls(standing.Falls);
        }

        // What the keys do; for a creature without a brain that is steered, which joint or muscle they move.
        static string Keys(Race race)
        {
            Racer watched = race.Field.Racers[race.Watched];
            if (!watched.Agent.HandControlled || watched.HasBrain)
            {
                return k_Keys;
            }
            return "[ ] choose a joint or muscle, W S move it, backspace neutral: " + watched.JointName;
        }
    }
}
